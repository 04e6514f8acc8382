# The certificate of the network's own host ends. The operator is told in time; nothing of it is ever changed.

wait 1m
expect network.example is secured because main_domain so nobody acts
certificate network.example: ends in 3d
within 6h network.example is secured because main_domain so operator acts
expect network.example says "nobody renewed it"
wait 3d
expect network.example is attention because main_domain so operator acts
expect network.example says "its certificate is over"
certificate network.example: ends in 90d
within 6h network.example is secured because main_domain so nobody acts

server is silent
wait 8h
expect network.example says "gives no answer"
expect 0 orders
