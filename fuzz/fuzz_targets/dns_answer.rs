#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| probe::hostile::dns_answer(input));
