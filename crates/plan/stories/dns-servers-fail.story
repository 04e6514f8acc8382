# Name servers that fail, that nobody put in charge, that are silent or talk nonsense. Unknown is not no.

given www is never wanted
dns fails.example: SERVFAIL
dns lame.example: nobody in charge
dns silent.example: silence
dns odd.example: nonsense
map fails.example to site 2
map lame.example to site 3
map silent.example to site 4
map odd.example to site 5
wait 5m
expect fails.example is waiting_dns because dns_servfail
expect lame.example is waiting_dns because dns_lame
expect silent.example is waiting_dns because dns_timeout
expect odd.example is waiting_dns because dns_unknown
expect 0 orders

dns fails.example: here
dns lame.example: here
dns silent.example: here
dns odd.example: here
within 1h fails.example is secured
within 1h lame.example is secured
within 1h silent.example is secured
within 1h odd.example is secured
