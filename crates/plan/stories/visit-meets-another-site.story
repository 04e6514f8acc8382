# Visitors get another customer's site: the operator has to know.

given www is never wanted
dns shop.example: here
visitors shop.example: get row 9 of site 5
map shop.example to site 2
wait 10m
expect shop.example is secured because serves_other_site so operator acts

visitors shop.example: get row 1 of site 2
within 6h shop.example is serving because serves_site so nobody acts
