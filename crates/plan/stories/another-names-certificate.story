# The server begins to show another customer's certificate. It is found within six hours and mended.

given www is never wanted
dns shop.example: here
dns other.example: here
map shop.example to site 2
map other.example to site 3
within 2m shop.example is secured
wait 1d
certificate shop.example: is that of other.example
within 6h 2 orders for shop.example
within 1h shop.example is secured because certificate_valid
