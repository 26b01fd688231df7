// What every test program asks of AddressSanitizer: an allocation of impossible size fails as it does
// elsewhere, so that tests see the library's own error for it.
extern "C" const char* __asan_default_options();

extern "C" const char* __asan_default_options() { return "allocator_may_return_null=1"; }
