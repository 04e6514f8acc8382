# The budget of the week is spent, and a certificate of the same domain is about to end. It may use what is kept free.

given www is never wanted
dns s{1..45}.shop.example: here
map s{1..40}.shop.example to site 2
within 1h s{1..40}.shop.example is secured
map s{41..45}.shop.example to site 3
wait 1d
expect s{41..45}.shop.example is attached because certificate_budget
certificate s1.shop.example: ends in 5d
within 6h 2 orders for s1.shop.example
expect s1.shop.example is secured
expect 41 orders
within 7d s{41..45}.shop.example is secured
