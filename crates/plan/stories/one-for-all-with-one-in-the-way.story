# An attached name stopped leading here. It would spoil the order for all: it is held, and the name is told.

given one certificate for all
given www is never wanted
dns old.example: here
map old.example to site 2
within 10m old.example is secured
wait 1d

dns old.example: elsewhere
wait 1d
dns new.example: here
map new.example to site 3
wait 2h
expect old.example is in the way
expect 1 order
expect new.example is attached because shared_order_blocked

# A person lets it go.
person allows removal of old.example
within 2h new.example is secured
expect old.example is not attached
