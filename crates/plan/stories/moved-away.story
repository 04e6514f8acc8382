# A customer leaves: the name led here and leads elsewhere now. After a day the operator is told; no orders are wasted on it.

given www is never wanted
dns shop.example: here
map shop.example to site 2
within 2m shop.example is secured
wait 3d
dns shop.example: elsewhere
certificate shop.example: ends in 5d
wait 2d
expect shop.example is secured because moved_away so operator acts
wait 20d
expect 1 order
expect shop.example is attached

# And comes back.
dns shop.example: here
within 1d shop.example is secured because certificate_valid
expect 2 orders
