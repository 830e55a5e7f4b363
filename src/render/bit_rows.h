// The header of a packet as rows of 32 bits, each field with its name and its value: the way RFCs
// draw them (RFC 791 section 3.1, RFC 9293 section 3.1).
#pragma once

#include <span>
#include <string>

#include "render/scene.h"

namespace minato::render {

struct BitField {
  unsigned bits = 0;
  std::string name{};        ///< "Source Port"
  std::string short_name{};  ///< where the name does not fit: "S"; "" for none
  std::string value{};       ///< "51514"; left out where it does not fit
  Role role = Role::plain;
  Ground ground = Ground::none;
};

struct BitRowsAt {
  int x = 0;
  int y = 0;
  int columns = 65;  ///< 33 at least; of more than 65 only whole columns a bit are used
};

/// Draws the fields from left to right and from top to bottom under a ruler of the bit numbers. A
/// field that goes over the end of a row goes on in the next; one of whole rows is one box of
/// several rows, at most `kMostFieldRows` high. Returns the rows that it took.
int draw_bit_rows(Scene& scene, const BitRowsAt& at, std::span<const BitField> fields);

inline constexpr int kMostFieldRows = 4;

}  // namespace minato::render
