# Name servers fail for two days under a name that works. Nothing is switched off, nothing is ordered.

dns shop.example: here
dns www.shop.example: here
map shop.example to site 2
within 2m shop.example is secured
wait 1d

dns shop.example: SERVFAIL
dns www.shop.example: SERVFAIL
wait 2d
expect shop.example is secured
expect shop.example is attached with www
expect 1 order
