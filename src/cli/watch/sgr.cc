// ESC [ number ; number … m
#include "cli/watch/sgr.h"

#include <vector>

#include "base/strings.h"

namespace minato::cli::watch {
namespace {

constexpr std::string_view kStart = "\x1b[";
constexpr int kExtended = 38;  // 38;5;N: one of 256 colours

std::vector<int> numbers_of(std::string_view sequence) {
  std::vector<int> numbers;
  if (!sequence.starts_with(kStart) || !sequence.ends_with('m')) return numbers;
  sequence.remove_prefix(kStart.size());
  sequence.remove_suffix(1);
  for (const std::string_view part : base::split(sequence, ';')) {
    numbers.push_back(base::parse_number<int>(part).value_or(0));
  }
  return numbers;
}

}  // namespace

CellLook parse_sgr(std::string_view sequence) {
  CellLook look;
  const std::vector<int> numbers = numbers_of(sequence);
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const int number = numbers[i];
    look.bold = look.bold || number == 1;
    look.dim = look.dim || number == 2;
    look.underlined = look.underlined || number == 4;
    if (number >= 30 && number <= 37) look.colour = static_cast<short>(number - 30);
    if (number >= 90 && number <= 97) look.colour = static_cast<short>(number - 90 + 8);
    if (number == kExtended && i + 2 < numbers.size() && numbers[i + 1] == 5) {
      if (numbers[i + 2] >= 0 && numbers[i + 2] < 256) {
        look.colour = static_cast<short>(numbers[i + 2]);
      }
      i += 2;
    }
  }
  return look;
}

}  // namespace minato::cli::watch
