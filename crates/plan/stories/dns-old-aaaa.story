# The customer moved the A record and left the old host's AAAA record.
#
# The authority would try IPv6 first, so no order is made until it is gone.

given www is never wanted
dns shop.example: here, with an old AAAA
map shop.example to site 2
wait 1h
expect shop.example is attached
expect shop.example is waiting_dns because dns_stale_ipv6 so customer acts
expect 0 orders

dns shop.example: here
within 1h shop.example is secured
expect 1 order
expect 0 failed validations of shop.example
