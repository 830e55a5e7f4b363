// What to type for a product that was found: file, lines, command. Data: data/remedies/*.toml.
#pragma once

#include <span>
#include <string_view>

namespace minato::audit {

struct Remedy {
  std::string_view check;    ///< "ssh.cipher"
  std::string_view product;  ///< "openssh"
  std::string_view file;     ///< the configuration file
  std::string_view change;   ///< how lines go in: tools/embed_remedies.py lists the words
  std::string_view place;    ///< the part of the file; "": all of it
  std::string_view lines;    ///< what to write there
  std::string_view reload;   ///< the command that makes it count
};

/// Sorted by check, then product.
[[nodiscard]] std::span<const Remedy> remedies();
/// nullptr when there is none for this product.
[[nodiscard]] const Remedy* find_remedy(std::string_view check, std::string_view product);

/// A release line of a product and the day from when it gets no more repairs.
struct EndOfLife {
  std::string_view product;
  std::string_view series;  ///< "2.2": versions 2.2 and 2.2.…
  std::string_view date;    ///< "2017-12-31"
  std::string_view source;  ///< who says so
};

[[nodiscard]] std::span<const EndOfLife> ends_of_life();
/// The entry that a version falls under; nullptr when there is none.
[[nodiscard]] const EndOfLife* find_end_of_life(std::string_view product, std::string_view version);

}  // namespace minato::audit
