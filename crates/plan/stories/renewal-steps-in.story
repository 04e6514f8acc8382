# Renewal is RunCloud's. Nobody renews: when a sixth of the lifetime is left, a certificate is ordered.

given www is never wanted
dns shop.example: here
map shop.example to site 2
within 2m shop.example is secured
wait 70d
expect 1 order
wait 6d
expect 2 orders
expect shop.example is secured because certificate_valid
