<?php
/**
 * Prints how many tests passed, failed and were skipped, from PHPUnit's own report.
 *
 * Arguments: the report, the name of the run, the exit code of PHPUnit.
 *
 * @package Runcloud_Multisite_Tests
 */

declare(strict_types=1);

list( , $report, $name, $status ) = $argv;

$xml     = is_file( $report ) ? simplexml_load_file( $report ) : false;
$suite   = $xml ? $xml->testsuite : null;
$number  = static fn ( string $attribute ): int => $suite ? (int) $suite[ $attribute ] : 0;
$failed  = $number( 'failures' ) + $number( 'errors' ) + $number( 'warnings' );
$skipped = $number( 'skipped' );
$passed  = $number( 'tests' ) - $failed - $skipped;
// Died before it could count, or something that is no test went wrong. A run without a test is no run.
if ( 0 === $failed && ( '0' !== $status || 0 === $number( 'tests' ) ) ) {
	$failed = 1;
}
echo "plugin with {$name}: {$passed} passed, {$failed} failed, {$skipped} skipped\n";
exit( $failed > 0 ? 1 : 0 );
