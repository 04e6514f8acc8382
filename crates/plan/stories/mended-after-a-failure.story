# An order failed, and a day later DNS is right at last: the next order does not wait for the rest of its pause.
#
# The name was tried anyway after a day, because it might have been behind a proxy that nobody listed.

given www is never wanted
dns shop.example: elsewhere
map shop.example to site 2
wait 20h
expect 0 orders
wait 5h
expect 1 order
expect 1 failed validations of shop.example
wait 2h
expect 1 order
dns shop.example: here
within 2h 2 orders for shop.example
within 1m shop.example is secured
