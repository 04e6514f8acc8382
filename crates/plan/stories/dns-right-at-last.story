# DNS leads here after ten days. The order follows as soon as that is seen.

given www is never wanted
dns shop.example: elsewhere
map shop.example to site 2
wait 10d
expect shop.example is waiting_dns because dns_elsewhere so customer acts
dns shop.example: here
within 8h shop.example is secured
