#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| plan::hostile::domain_name(input));
