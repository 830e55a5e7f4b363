// The words and options of one call, read with the command's declaration.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "cli/command.h"

namespace minato::cli {

class Arguments {
 public:
  /// Errors: input; the wrong word is marked, with the nearest known one.
  [[nodiscard]] static base::Result<Arguments> parse(const Command& command,
                                                     const std::vector<std::string>& typed);

  [[nodiscard]] bool has(std::string_view option) const;
  /// The value of an option, the last one where it was given twice.
  [[nodiscard]] std::optional<std::string> value(std::string_view option) const;
  /// All values of an option, in the order typed.
  [[nodiscard]] std::span<const std::string> values(std::string_view option) const;
  /// How many times an option was given: -vv is 2.
  [[nodiscard]] std::size_t count(std::string_view option) const { return values(option).size(); }
  [[nodiscard]] const std::vector<std::string>& words() const { return words_; }

  /// The value as a number from `lowest` to `highest`. Errors: input, marked.
  [[nodiscard]] base::Result<std::optional<std::uint32_t>> number(std::string_view option,
                                                                  std::uint32_t lowest,
                                                                  std::uint32_t highest) const;

 private:
  std::map<std::string, std::vector<std::string>, std::less<>> values_;
  std::vector<std::string> words_;
};

}  // namespace minato::cli
