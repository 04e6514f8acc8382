<?php
/**
 * Stands where a domain mapping plugin puts its early start. The tests have no visitors to map.
 *
 * @package RunCloudMultisiteTests
 */
