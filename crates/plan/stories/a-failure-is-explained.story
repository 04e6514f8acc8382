# The customer's records lead elsewhere, and later the authority says no. Each is told to the operator and to the customer.

given www is never wanted
dns shop.example: elsewhere
map shop.example to site 2
wait 10m
expect shop.example tells the operator "198.51.100.1"
expect shop.example tells the operator "203.0.113.10"
expect shop.example tells the customer "203.0.113.10"
dns shop.example: here
authority refuses "policy forbids this name"
wait 1h
expect shop.example is attention because certificate_refused
expect shop.example tells the operator "policy forbids this name"
