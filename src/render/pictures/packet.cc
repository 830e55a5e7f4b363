// From the outermost header to the payload, each section below the one before.
#include "render/pictures/packet.h"

#include <fmt/format.h>

#include <algorithm>

#include "render/bit_rows.h"

namespace minato::render {
namespace {

constexpr int kBitColumns = 65;  // two cells a bit, and the border
constexpr int kWidestText = 100;
constexpr int kWidestName = 24;
constexpr int kWidestValue = 26;

class Drawer {
 public:
  Drawer(const PacketPicture& packet, const PictureOptions& options)
      : packet_(packet),
        columns_(std::min(picture_columns(options), kWidestText)),
        scene_({.title = packet.title, .description = packet.description, .columns = columns_}) {}

  Scene draw() {
    scene_.label({.x = 0,
                  .y = 0,
                  .width = columns_,
                  .text = packet_.title,
                  .role = Role::heading,
                  .weight = Weight::bold});
    scene_.label(
        {.x = 0, .y = 1, .width = columns_, .text = packet_.subtitle, .role = Role::muted});
    y_ = 3;
    for (const PacketHeader& header : packet_.headers) section(header);
    if (!packet_.payload_title.empty()) payload();
    return std::move(scene_);
  }

 private:
  void section_title(const std::string& title, const std::string& note) {
    const std::string shown = base::escape_control(title);
    scene_.label({.x = 0,
                  .y = y_,
                  .width = columns_,
                  .text = title,
                  .role = Role::heading,
                  .weight = Weight::bold});
    const int at = width_of(shown) + 2;
    if (!note.empty() && at + 8 < columns_) {
      scene_.label({.x = at, .y = y_, .width = columns_ - at, .text = note, .role = Role::muted});
    }
    ++y_;
  }

  void section(const PacketHeader& header) {
    section_title(header.title, header.note);
    std::vector<BitField> fields;
    for (const PacketField& field : header.fields) {
      fields.push_back({.bits = field.bits,
                        .name = field.name,
                        .short_name = field.short_name,
                        .value = field.value,
                        .role = field.role,
                        .ground = field.marked ? Ground::tint : Ground::none});
    }
    y_ += draw_bit_rows(scene_, {.x = 0, .y = y_, .columns = std::min(columns_, kBitColumns)},
                        fields);
    meanings(header);
    ++y_;
  }

  void meanings(const PacketHeader& header) {
    int name_columns = 0;
    int value_columns = 0;
    for (const PacketField& field : header.fields) {
      if (field.meaning.empty()) continue;
      name_columns = std::max(name_columns, width_of(field.name));
      const int value = width_of(base::escape_control(field.value));
      if (value <= kWidestValue) value_columns = std::max(value_columns, value);
    }
    name_columns = std::min({name_columns, kWidestName, columns_ / 3});
    value_columns = std::min({value_columns, kWidestValue, columns_ / 3});
    const int meaning_at = 2 + name_columns + 2 + value_columns + 2;
    for (const PacketField& field : header.fields) {
      if (field.meaning.empty()) continue;
      const Weight weight = field.marked ? Weight::bold : Weight::normal;
      scene_.label(
          {.x = 2, .y = y_, .width = name_columns, .text = field.name, .role = Role::muted});
      const int rows_before = y_;
      if (width_of(base::escape_control(field.value)) <= value_columns) {
        scene_.label({.x = 4 + name_columns,
                      .y = y_,
                      .width = value_columns,
                      .text = field.value,
                      .role = field.role,
                      .weight = weight});
      } else {
        // A long value gets the row for itself, its meaning comes below.
        y_ += scene_.paragraph({.x = 4 + name_columns,
                                .y = y_,
                                .width = columns_ - 4 - name_columns,
                                .role = field.role,
                                .weight = weight},
                               field.value);
      }
      const int rows = scene_.paragraph({.x = meaning_at, .y = y_, .width = columns_ - meaning_at},
                                        field.meaning);
      y_ = std::max(y_ + rows, rows_before + 1);
    }
  }

  void payload() {
    section_title(packet_.payload_title, "");
    const std::size_t per_row = columns_ >= 76 ? 16 : (columns_ >= 42 ? 8 : 4);
    const std::size_t shown = std::min(packet_.payload.size(), kMostPayloadBytes);
    for (std::size_t at = 0; at < shown; at += per_row) {
      const base::Bytes row = packet_.payload.subspan(at, std::min(per_row, shown - at));
      hex_row(at, row, static_cast<int>(per_row));
    }
    if (packet_.payload.size() > shown || !packet_.payload_more.empty()) {
      scene_.label({.x = 2,
                    .y = y_++,
                    .width = columns_ - 2,
                    .text = packet_.payload_more,
                    .role = Role::muted});
    }
  }

  void hex_row(std::size_t at, base::Bytes row, int per_row) {
    std::string numbers;
    std::string text;
    for (std::size_t i = 0; i < row.size(); ++i) {
      numbers += fmt::format("{}{:02x}", i == 0 ? "" : (i == 8 ? "  " : " "), row[i]);
      text += row[i] >= 0x20 && row[i] < 0x7f ? static_cast<char>(row[i]) : '.';
    }
    scene_.label({.x = 2, .y = y_, .text = fmt::format("{:04x}", at), .role = Role::muted});
    scene_.label({.x = 8, .y = y_, .text = numbers});
    const int text_at = 8 + per_row * 3 + (per_row > 8 ? 1 : 0) + 1;
    scene_.label({.x = text_at, .y = y_, .text = text, .role = Role::accent});
    ++y_;
  }

  const PacketPicture& packet_;
  int columns_;
  Scene scene_;
  int y_ = 0;
};

}  // namespace

Scene draw_packet(const PacketPicture& packet, const PictureOptions& options) {
  return Drawer(packet, options).draw();
}

}  // namespace minato::render
