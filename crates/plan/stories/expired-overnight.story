# A certificate ends sooner than it should. It is found and mended within six hours.

given www is never wanted
dns shop.example: here
map shop.example to site 2
within 2m shop.example is secured
wait 1d
certificate shop.example: ends in 1h
within 6h 2 orders for shop.example
within 10m shop.example is secured because certificate_valid
