// Two boxes with a door each, question and answer between them.
#include "render/pictures/connection.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "render/pictures/words.h"

namespace minato::render {
namespace {

using base::Align;

constexpr int kBoxRows = 10;

class Drawer {
 public:
  Drawer(const Connection& connection, const PictureOptions& options)
      : language_(options.language),
        connection_(connection),
        columns_(picture_columns(options)),
        gap_(std::clamp(columns_ / 4, 10, 34)),
        pad_(columns_ < 56 ? 1 : 2),
        box_((columns_ - 2 - gap_) / 2),
        scene_({.title = text("pictures.connection.title"), .columns = columns_}) {}

  Scene draw() {
    top_ = scene_.paragraph(
               {.x = 1, .width = columns_ - 2, .role = Role::heading, .weight = Weight::bold},
               text("pictures.connection.heading")) +
           1;
    door_y_ = top_ + 5;
    const ConnectionEnd& client = connection_.client;
    const ConnectionEnd& server = connection_.server;
    side(client, client_x(), "pictures.connection.client", Role::accent);
    side(server, server_x(), "pictures.connection.server", Role::ok);
    port(client, client_x() + box_ - door_columns(),
         fitting(language_, "pictures.connection.ephemeral", door_columns() - 2 * pad_),
         Role::accent);
    port(server, server_x(), service(), Role::ok);
    caption(client_x() + pad_, "pictures.connection.lent", Align::right);
    caption(server_x() + pad_, "pictures.connection.known", Align::left);
    messages();
    below();
    return std::move(scene_);
  }

 private:
  [[nodiscard]] std::string text(std::string_view key) const {
    return std::string(base::text(language_, key));
  }
  [[nodiscard]] static int client_x() { return 1; }
  [[nodiscard]] int server_x() const { return columns_ - 1 - box_; }
  [[nodiscard]] int door_columns() const { return std::min(box_ - 1 - pad_, 16); }

  [[nodiscard]] std::string service() const {
    return connection_.service.empty()
               ? fitting(language_, "pictures.connection.service-port", door_columns() - 2 * pad_)
               : connection_.service;
  }

  void side(const ConnectionEnd& end, int x, std::string_view key, Role role) {
    std::string title = text(key);
    const std::string here = text("pictures.connection.here");
    if (end.here && width_of(title) + width_of(here) <= box_ - 4) title += here;
    scene_.box({.area = {x, top_, box_, kBoxRows}, .role = role, .title = title});
    const auto line = [&](int y, const std::string& words, Role line_role, Weight weight) {
      scene_.label({.x = x + pad_,
                    .y = top_ + y,
                    .width = box_ - 2 * pad_,
                    .text = words,
                    .role = line_role,
                    .weight = weight});
    };
    line(1, end.process.empty() ? text("pictures.connection.unknown") : end.process,
         end.process.empty() ? Role::muted : Role::plain, Weight::bold);
    if (end.pid != 0) {
      std::string words = base::tr(language_, "pictures.quay.pid", end.pid);
      if (!end.user.empty()) {
        const std::string user =
            "  " + base::tr(language_, "pictures.quay.user", base::escape_control(end.user));
        if (width_of(words + user) <= box_ - 2 * pad_) words += user;
      }
      line(2, words, Role::muted, Weight::normal);
    }
    // A long IPv6 address takes the free row below as well; longer ones stand whole further down.
    const std::string address = to_text(end.endpoint.address);
    const int room = box_ - 2 * pad_;
    if (width_of(address) > 2 * room) {
      line(3, address, role, Weight::normal);
      return;
    }
    scene_.paragraph({.x = x + pad_, .y = top_ + 3, .width = room, .role = role}, address);
  }

  /// The door in the wall that looks to the other side.
  void port(const ConnectionEnd& end, int x, const std::string& words, Role role) {
    const int width = door_columns();
    const int room = width - 2 * pad_;
    scene_.door({.area = {x, door_y_, width, 2}, .role = role});
    const std::string number = to_text(end.endpoint.port);
    scene_.label({.x = x + pad_,
                  .y = door_y_,
                  .width = room,
                  .text = number,
                  .role = role,
                  .weight = Weight::bold});
    scene_.label({.x = x + pad_, .y = door_y_ + 1, .width = room, .text = words});
  }

  void caption(int x, std::string_view key, Align align) {
    scene_.label({.x = x,
                  .y = door_y_ + 3,
                  .width = box_ - 2 * pad_,
                  .text = fitting(language_, key, box_ - 2 * pad_),
                  .role = Role::muted,
                  .align = align});
  }

  /// Question and answer in the gap.
  void messages() {
    const double from = client_x() + box_;
    const double ask_y = door_y_;
    const double answer_y = door_y_ + 1;
    const double to = server_x() - 1;
    scene_.path({.points = {{from, ask_y}, {to, ask_y}}, .role = Role::accent, .end = Head::arrow});
    scene_.path(
        {.points = {{to, answer_y}, {from, answer_y}}, .role = Role::ok, .end = Head::arrow});
    const auto word = [&](int y, std::string_view key, Role role) {
      scene_.label({.x = client_x() + box_,
                    .y = y,
                    .width = gap_,
                    .text = text(key),
                    .role = role,
                    .align = Align::center});
    };
    word(door_y_ - 1, "pictures.connection.asks", Role::accent);
    word(door_y_ + 2, "pictures.connection.answers", Role::ok);
  }

  [[nodiscard]] std::string sentence() const {
    const ConnectionEnd& client = connection_.client;
    const ConnectionEnd& server = connection_.server;
    const std::string_view key = client.here && server.here ? "pictures.connection.both"
                                 : client.here              ? "pictures.connection.we-ask"
                                 : server.here              ? "pictures.connection.we-answer"
                                                            : "pictures.connection.others";
    const auto name = [&](const ConnectionEnd& end) {
      return end.process.empty() ? text("pictures.connection.unknown")
                                 : base::escape_control(end.process);
    };
    return base::tr(language_, key, name(client), client.endpoint.port.number,
                    to_text(server.endpoint.address), server.endpoint.port.number,
                    base::escape_control(service()), name(server));
  }

  void below() {
    int y = top_ + kBoxRows + 1;
    const std::string words = sentence();
    y += scene_.paragraph({.x = 1, .y = y, .width = columns_ - 2}, words) + 1;
    y += scene_.paragraph({.x = 1, .y = y, .width = columns_ - 2, .role = Role::muted},
                          text("pictures.connection.tuple"));
    const auto side = [](const ConnectionEnd& end) {
      return std::pair(to_text(end.endpoint.address), fmt::format("{}", end.endpoint.port.number));
    };
    const auto [client, client_port] = side(connection_.client);
    const auto [server, server_port] = side(connection_.server);
    const std::string transport(to_text(connection_.server.endpoint.port.transport));
    const std::string first = fmt::format("{}  {} : {}", transport, client, client_port);
    const std::string second = fmt::format("{} : {}", server, server_port);
    const Label bold{.x = 1, .y = y, .role = Role::heading, .weight = Weight::bold};
    const std::string whole = first + "  <->  " + second;
    if (width_of(whole) <= columns_ - 2) {
      scene_.paragraph(with_width(bold, columns_ - 2), whole);
    } else {
      Label next = with_width(bold, columns_ - 2);
      next.y += scene_.paragraph(next, first);
      const std::string indented = std::string(transport.size() + 2, ' ') + second;
      scene_.paragraph(next, width_of(indented) <= columns_ - 2 ? indented : second);
    }
    scene_.describe(words + " " + text("pictures.connection.tuple") + " " + whole);
  }

  static Label with_width(Label label, int width) {
    label.width = width;
    return label;
  }

  base::Language language_;
  const Connection& connection_;
  int columns_;
  int gap_;
  int pad_;  ///< between a wall and its text
  int box_;
  int top_ = 0;
  int door_y_ = 0;
  Scene scene_;
};

}  // namespace

Scene draw_connection(const Connection& connection, const PictureOptions& options) {
  return Drawer(connection, options).draw();
}

}  // namespace minato::render
