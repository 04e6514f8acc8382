# With one certificate for all, a name whose CAA records forbid it would spoil everybody's. It is not attached meanwhile.

given one certificate for all
given www is never wanted
dns good.example: here
dns bad.example: here
caa bad.example: forbids
map good.example to site 2
map bad.example to site 3
within 5m good.example is secured
wait 1h
expect bad.example is not attached
expect bad.example is waiting_dns because caa_forbids so customer acts

caa bad.example: allows
within 2h bad.example is secured
expect 0 failed validations of bad.example
