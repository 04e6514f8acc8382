# The server gives no answer for ten minutes, the main domain included. Nothing is ordered because of that.

given www is never wanted
dns shop.example: here
map shop.example to site 2
within 2m shop.example is secured
wait 1d
server is silent
wait 7h
expect 1 order
server answers
within 1h shop.example is secured because certificate_valid
expect 1 order
