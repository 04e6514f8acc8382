# Some of the records lead here and one leads to the old host.

given www is never wanted
dns shop.example: here and elsewhere
map shop.example to site 2
wait 1h
expect shop.example is waiting_dns because dns_mixed so customer acts
expect 0 orders

dns shop.example: here
within 1h shop.example is secured
expect 1 order
