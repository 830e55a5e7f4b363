// Error and Result: what went wrong, where it came from, whether trying again may help.
// The message is a catalogue key with arguments, so that it reads in Japanese and in English.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

#include "base/language.h"

namespace minato::base {

enum class ErrorCode : std::uint8_t {
  invalid_input,
  not_found,
  permission,
  unavailable,
  timeout,
  refused,
  malformed,
  exhausted,
  interrupted,
  io,
  unsupported,
};

/// Who caused it: this machine, the network between, the other side, or what the user typed.
enum class Origin : std::uint8_t { local, network, peer, input };

/// The wrong part of something typed, for a caret line. Offsets are bytes into `text`.
struct Mark {
  std::string text{};
  std::size_t offset = 0;
  std::size_t length = 0;
  std::string suggestion{};  ///< empty when nothing near is known

  bool operator==(const Mark&) const = default;
};

struct Error {
  ErrorCode code = ErrorCode::io;
  Origin origin = Origin::local;
  std::string key{};                ///< catalogue key, `error.…`
  std::vector<std::string> args{};  ///< its {0}, {1}, …
  int errno_value = 0;              ///< 0 when no system call failed
  bool retryable = false;
  std::optional<Mark> mark{};
  std::shared_ptr<const Error> cause{};

  /// This error, wrapped as the cause of `outer`.
  [[nodiscard]] Error within(Error outer) const;
};

template <typename T>
using Result = tl::expected<T, Error>;

/// Shorthand for `return fail(...)`.
[[nodiscard]] inline tl::unexpected<Error> fail(Error error) {
  return tl::unexpected<Error>(std::move(error));
}

/// An error of what the user typed. `mark.text` is the whole word, the marked part is what is
/// wrong.
[[nodiscard]] Error input_error(std::string key, std::vector<std::string> args, Mark mark);

/// A failed system call: `call` names it with its object ("open /proc/1/fd"). EACCES and EPERM
/// become ErrorCode::permission, ENOENT and ESRCH not_found.
[[nodiscard]] Error system_error(std::string_view call, int errno_value);

/// The error and its causes on one line, control characters escaped.
[[nodiscard]] std::string to_text(const Error& error, Language language);

}  // namespace minato::base
