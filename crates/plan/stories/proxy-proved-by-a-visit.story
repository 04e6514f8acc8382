# A name behind Cloudflare's proxy. DNS cannot tell what stands behind it; a visit can.

given www is never wanted
dns shop.example: behind a proxy
visitors shop.example: get row 1 of site 2
map shop.example to site 2
within 5m shop.example is serving
expect 1 order
expect 0 failed validations of shop.example
