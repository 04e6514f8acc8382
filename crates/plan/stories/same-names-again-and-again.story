# Somebody deletes a certificate in the panel, again and again. Exactly the same names are ordered four times a week.

given www is never wanted
dns shop.example: here
map shop.example to site 2
within 2m shop.example is secured
certificate shop.example: is gone
wait 8h
expect 2 orders
certificate shop.example: is gone
wait 8h
expect 3 orders
certificate shop.example: is gone
wait 8h
expect 4 orders
certificate shop.example: is gone
wait 2d
expect 4 orders
expect shop.example is attached because certificate_budget
within 5d 5 orders for shop.example
