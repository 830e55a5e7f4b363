// Everything that the screen depends on. Keys and looks change it (update.h), frames are made from
// it (view.h); nothing here knows a terminal or a clock.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "base/language.h"
#include "base/text.h"
#include "cli/socket_columns.h"
#include "cli/watch/look.h"
#include "model/port_set.h"
#include "pipeline/port_ending.h"
#include "pipeline/socket_filter.h"
#include "render/charset.h"
#include "render/style.h"

namespace minato::cli::watch {

/// What does not change while it runs.
struct Settings {
  base::Language language = base::Language::en;
  render::Charset charset = render::Charset::unicode;
  std::string host_name{};
  std::string network_namespace = "all";  ///< rows of this one only; "all": whatever was looked at
  model::PortInterval ephemeral{.first = 32768, .last = 60999};
};

enum class Pane : std::uint8_t { list, detail };
enum class Dialog : std::uint8_t { none, filter, ending, help };

/// Which sockets the user wants: what the filter's words mean, or what the key `a` said.
enum class Scope : std::uint8_t { by_filter, listeners, all_states };

struct Size {
  std::size_t rows = 24;
  std::size_t columns = 80;

  bool operator==(const Size&) const = default;
};

/// A sentence above the keys, until the next key.
struct Message {
  std::string text{};
  render::Role role = render::Role::plain;
};

/// The words of the filter, what they mean, and what is wrong with the first wrong one. The others
/// are in force all the same.
struct Filter {
  std::string typed{};
  pipeline::SocketFilter meaning{};
  std::optional<base::Error> error{};
};

inline constexpr std::size_t kColumnIds = static_cast<std::size_t>(ColumnId::timer) + 1;

/// How often to look, in milliseconds.
inline constexpr std::array<std::uint32_t, 8> kIntervals_ms = {500,   1000,  2000,  5000,
                                                               10000, 30000, 60000, 300000};
inline constexpr std::size_t kEverySecond = 1;
/// Between SIGTERM and SIGKILL.
inline constexpr unsigned kGraceSeconds = 5;

struct State {
  Settings settings{};
  Size size{};
  Pane pane = Pane::list;
  Dialog dialog = Dialog::none;

  Scope scope = Scope::by_filter;
  Filter filter{};
  std::string filter_before{};  ///< what Escape goes back to
  ColumnId sort = ColumnId::port;
  bool descending = false;

  std::size_t interval = kEverySecond;  ///< index into kIntervals_ms
  bool paused = false;

  std::shared_ptr<const Picture> picture{};  ///< none before the first look
  std::optional<base::Error> look_error{};   ///< of the last look; the picture is older then
  std::vector<const Row*> visible{};         ///< filtered and sorted
  std::size_t total = 0;                     ///< how many there are without the filter
  std::size_t cursor = 0;                    ///< index into visible
  std::size_t top = 0;                       ///< the first row on the screen
  std::optional<RowKey> selected{};          ///< the cursor follows it; none: stays at the top

  /// The widest text of each column so far: columns grow while one scrolls and never jump back.
  std::array<std::size_t, kColumnIds> naturals{};
  TableKind naturals_of = TableKind::listeners;

  std::size_t detail_top = 0;
  std::shared_ptr<const Picture> detail_picture{};  ///< in which the row was seen last
  const Row* detail_row = nullptr;
  bool detail_gone = false;  ///< the socket of the pane is there no more

  std::shared_ptr<const pipeline::PortEnding> ending{};  ///< of the dialog
  bool ending_busy = false;                              ///< being looked up or carried out
  std::size_t help_top = 0;
  std::optional<Message> message{};

  template <typename... Args>
  [[nodiscard]] std::string tr(std::string_view key, const Args&... args) const {
    return base::tr(settings.language, key, args...);
  }
};

/// The table to show: what the key `a` said, else what the filter is about.
[[nodiscard]] TableKind wanted_kind(const State& state);

/// Lines of the screen that the list (or the pane) has for rows.
[[nodiscard]] std::size_t list_height(const State& state);

/// True when a line for the filter is on the screen.
[[nodiscard]] bool shows_filter(const State& state);

}  // namespace minato::cli::watch
