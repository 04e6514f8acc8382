# A customer removes a mapping in WordPress. The plugin records it, and the domain goes at once.

given www is never wanted
dns shop.example: here
map shop.example to site 2
within 2m shop.example is secured
wait 1d
remove shop.example
within 2m shop.example is not attached
