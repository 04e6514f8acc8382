# www stops leading here. While its certificate is good it stays: whoever still reaches it is not sent away.
#
# When the certificate of both would end because of it, it is switched off and the domain goes on alone.

dns shop.example: here
dns www.shop.example: here
map shop.example to site 2
within 2m shop.example is secured
expect shop.example is attached with www

dns www.shop.example: elsewhere
wait 30d
expect shop.example is attached with www
expect shop.example is secured
within 46d shop.example is attached without www
within 1h 2 orders for shop.example
within 1h shop.example is secured because certificate_valid
