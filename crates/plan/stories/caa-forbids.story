# The domain's CAA records let another authority issue only. No order is wasted; once they allow it, it is made at once.

given www is never wanted
dns shop.example: here
caa shop.example: forbids
map shop.example to site 2
wait 1d
expect shop.example is attached
expect shop.example is waiting_dns because caa_forbids so customer acts
expect 0 orders

caa shop.example: allows
within 1h shop.example is secured
expect 1 order
expect 0 failed validations of shop.example
