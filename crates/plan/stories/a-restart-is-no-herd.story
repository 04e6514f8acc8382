# Twenty names wait after a failure. The program starts again in between: nobody is tried earlier because of that.

given www is never wanted
dns shop{1..20}.example: here
authority refuses "try again later"
map shop{1..20}.example to site 2
wait 2m
expect 20 orders
restart
wait 5m
expect 20 orders
restart
wait 5m
expect 20 orders
authority issues
within 30m shop{1..20}.example is secured
expect 40 orders
