# Fifty sub-domains of one registered domain on one day. Forty a week are used; the rest wait for their turn.

given www is never wanted
dns s{1..50}.shop.example: here
map s{1..50}.shop.example to site 2
wait 1h
expect 40 are secured of s{1..50}.shop.example
expect 40 orders
wait 6d
expect 40 orders
wait 2d
expect s{1..50}.shop.example is secured
expect 50 orders
