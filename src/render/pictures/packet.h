// One packet, header inside header: each as rows of 32 bits with the meaning of its fields below,
// the two ports marked, and the payload as hexadecimal numbers with the text beside.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "render/pictures/options.h"
#include "render/scene.h"

namespace minato::render {

/// Texts may be hostile: the scene escapes them.
struct PacketField {
  unsigned bits = 0;
  std::string name{};
  std::string short_name{};  ///< where the name does not fit; "" for none
  std::string value{};
  std::string meaning{};  ///< a sentence; "" when there is nothing to say
  Role role = Role::plain;
  bool marked = false;  ///< drawn on a tinted ground: the ports
};

struct PacketHeader {
  std::string title{};  ///< "TCP"
  std::string note{};   ///< "20 bytes: from port to port"
  std::vector<PacketField> fields{};
};

struct PacketPicture {
  std::string title{};
  std::string subtitle{};  ///< when, how long
  std::string description{};
  std::vector<PacketHeader> headers{};
  std::string payload_title{};  ///< "" when there is no payload
  base::Bytes payload{};
  std::string payload_more{};  ///< what is said when not all of it is drawn
};

/// Bytes of a payload that are drawn at most.
inline constexpr std::size_t kMostPayloadBytes = 256;

[[nodiscard]] Scene draw_packet(const PacketPicture& packet, const PictureOptions& options);

}  // namespace minato::render
