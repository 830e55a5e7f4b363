// How errors are made from failed calls, and how they read.
#include "base/error.h"

#include <cerrno>
#include <system_error>

#include "base/text.h"
#include "base/text_width.h"

namespace minato::base {
namespace {

ErrorCode code_of(int errno_value) {
  switch (errno_value) {
    case EACCES:
    case EPERM:
      return ErrorCode::permission;
    case ENOENT:
    case ESRCH:
    case ENODEV:
      return ErrorCode::not_found;
    case ETIMEDOUT:
      return ErrorCode::timeout;
    case ECONNREFUSED:
      return ErrorCode::refused;
    case EMFILE:
    case ENFILE:
    case ENOMEM:
    case ENOBUFS:
    case ENOSPC:
      return ErrorCode::exhausted;
    case EINTR:
      return ErrorCode::interrupted;
    case EOPNOTSUPP:
    case EAFNOSUPPORT:
    case EPROTONOSUPPORT:
    case ENOSYS:
      return ErrorCode::unsupported;
    default:
      return ErrorCode::io;
  }
}

}  // namespace

Error Error::within(Error outer) const {
  outer.cause = std::make_shared<const Error>(*this);
  return outer;
}

Error input_error(std::string key, std::vector<std::string> args, Mark mark) {
  Error error{.code = ErrorCode::invalid_input, .origin = Origin::input, .key = std::move(key)};
  error.args = std::move(args);
  error.mark = std::move(mark);
  return error;
}

Error system_error(std::string_view call, int errno_value) {
  Error error{.code = code_of(errno_value), .origin = Origin::local, .key = "error.system-call"};
  error.args = {std::string(call), std::generic_category().message(errno_value)};
  error.errno_value = errno_value;
  error.retryable = errno_value == EINTR || errno_value == EAGAIN || errno_value == ENOBUFS;
  return error;
}

std::string to_text(const Error& error, Language language) {
  std::vector<std::string> shown;
  shown.reserve(error.args.size());
  for (const std::string& arg : error.args) shown.push_back(escape_control(arg));
  std::string line = tr_args(language, error.key, shown);
  if (error.cause) line += ": " + to_text(*error.cause, language);
  return line;
}

}  // namespace minato::base
