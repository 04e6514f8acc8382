# A customer's own certificate is somebody's property. It is watched and never replaced, even when it ends.

given www is never wanted
dns shop.example: here
hand attaches shop.example
hand installs a certificate for shop.example
certificate shop.example: ends in 20d
map shop.example to site 2
wait 40d
expect 0 orders
expect shop.example is attached
