// Always-on assertion for programmer faults. Never for input: that is an Error.
#pragma once

namespace minato::base {

/// Prints the failed condition with its place to stderr and aborts.
[[noreturn]] void check_failed(const char* condition, const char* file, int line) noexcept;

}  // namespace minato::base

#define MINATO_CHECK(condition)       \
  ((condition) ? static_cast<void>(0) \
               : ::minato::base::check_failed(#condition, __FILE__, __LINE__))
