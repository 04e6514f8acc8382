#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| runcloud::hostile::api_body(input));
