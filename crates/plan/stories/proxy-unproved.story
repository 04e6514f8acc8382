# Behind the proxy stands something else. It is tried after ten minutes and then once a day, never more often.

given www is never wanted
dns shop.example: behind a proxy
visitors shop.example: get another answer
map shop.example to site 2
wait 5m
expect shop.example is waiting_dns because dns_proxied
expect 0 orders
wait 10m
expect 1 order
wait 3d
expect 4 orders

visitors shop.example: get row 1 of site 2
within 1d shop.example is serving
