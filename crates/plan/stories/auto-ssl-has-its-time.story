# RunCloud is set to issue certificates by itself. It is given ten minutes, and only then an order is made.

given AutoSSL
given www is never wanted
dns quick.example: here
dns slow.example: here
map quick.example to site 2
map slow.example to site 3
wait 4m
expect quick.example is ordering because auto_ssl_expected
expect 0 orders
certificate quick.example: ends in 90d
within 5m quick.example is secured
wait 6m
expect 0 orders for quick.example
expect 1 order for slow.example
within 1m slow.example is secured
