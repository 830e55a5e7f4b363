// Findings that somebody decided to live with: a file with reason and last day.
//   [[exception]]
//   check = "ssh.password"          an id or a group: "ssh"
//   target = "10.0.0.5:22"          address, or address:port; "*" for all
//   reason = "bastion with OTP"
//   until = "2027-03-31"            the last day it holds
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "model/finding.h"

namespace minato::audit {

struct Exception {
  std::string check{};
  std::string target{};
  std::string reason{};
  std::string until{};
};

/// Errors: input, naming the file and what is lacking.
[[nodiscard]] base::Result<std::vector<Exception>> parse_exceptions(std::string_view text,
                                                                    const std::string& path);

/// The exception that holds for a finding on that day; nullptr when there is none.
[[nodiscard]] const Exception* find_exception(const std::vector<Exception>& exceptions,
                                              const model::Finding& finding, base::Timestamp now);

/// Lowers what is accepted to no danger and says so in the evidence.
void accept(std::vector<model::Finding>& findings, const std::vector<Exception>& exceptions,
            base::Timestamp now);

}  // namespace minato::audit
