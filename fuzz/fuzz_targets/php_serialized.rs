#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| wordpress::hostile::php_serialized(input));
