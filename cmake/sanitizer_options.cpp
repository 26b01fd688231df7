// What every program asks of its sanitizers. An allocation of impossible size fails as it does elsewhere, so
// that tests see the library's own error for it. The names are the sanitizers'.
// NOLINTBEGIN(bugprone-reserved-identifier)
extern "C" {
const char* __asan_default_options();
const char* __ubsan_default_options();

const char* __asan_default_options() {
  return "allocator_may_return_null=1:detect_leaks=1:strict_string_checks=1:detect_stack_use_after_return=1";
}
const char* __ubsan_default_options() { return "print_stacktrace=1"; }
}
// NOLINTEND(bugprone-reserved-identifier)
