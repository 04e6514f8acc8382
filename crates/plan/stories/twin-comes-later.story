# www has no record at first. The domain does not wait for it; when it comes, it is switched on and gets into the certificate.

dns shop.example: here
dns www.shop.example: no such name
map shop.example to site 2
within 2m shop.example is secured
expect shop.example is attached without www

dns www.shop.example: here
within 2d shop.example is attached with www
within 1h www.shop.example is attached
wait 10m
expect 2 orders
expect shop.example is secured
