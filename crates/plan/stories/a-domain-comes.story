# A customer maps a domain whose records lead here.
#
# It is attached at once, ordered for, and visitors get their site.

dns shop.example: here
dns www.shop.example: here
map shop.example to site 2
within 1m shop.example is attached with www
within 2m shop.example is secured because certificate_valid so nobody acts
expect 1 order for www.shop.example

visitors shop.example: get row 1 of site 2
within 15m shop.example is serving because serves_site
