#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| wordpress::hostile::wp_config(input));
