// Drawing over the same line of the terminal.
#include "cli/scan_status.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text_width.h"
#include "sys/terminal.h"

namespace minato::cli {
namespace {

constexpr std::chrono::nanoseconds kPatience = std::chrono::seconds(1);
constexpr std::size_t kBarColumns = 24;
constexpr std::size_t kFewestColumns = 40;
constexpr double kLossWorthTelling = 0.005;

/// By ScanPhase.
constexpr std::array<std::string_view, 4> kPhases = {"scan.phase.neighbors", "scan.phase.hosts",
                                                     "scan.phase.ports", "scan.phase.services"};

double share(const pipeline::ScanProgress& progress) {
  if (progress.total == 0) return 0;
  return std::min(1.0, static_cast<double>(progress.done) / static_cast<double>(progress.total));
}

/// "12,345"
std::string grouped(std::uint64_t number) {
  std::string text = fmt::to_string(number);
  for (std::size_t at = text.size(); at > 3; at -= 3) text.insert(at - 3, ",");
  return text;
}

}  // namespace

ScanStatus::ScanStatus(const Context& context, const base::Clock& clock, Bar bar)
    : context_(context),
      clock_(clock),
      bar_(bar),
      started_(clock.monotonic()),
      phase_started_(started_) {}

void ScanStatus::update(const pipeline::ScanProgress& progress,
                        const pipeline::CollectedCounts& counts) {
  const std::lock_guard lock(mutex_);
  if (!progress_ || progress_->phase != progress.phase) phase_started_ = clock_.monotonic();
  progress_ = progress;
  counts_ = counts;
}

std::string ScanStatus::time_left() const {
  const double done = share(*progress_);
  if (done <= 0 || done >= 1) return "";
  const double passed = std::chrono::duration<double>(clock_.monotonic() - phase_started_).count();
  const auto left = static_cast<std::uint64_t>(passed * (1 - done) / done);
  return context_.tr("scan.progress.left",
                     fmt::format("{}:{:02}:{:02}", left / 3600, left / 60 % 60, left % 60));
}

std::string ScanStatus::line() const {
  const pipeline::ScanProgress& now = *progress_;
  const std::string_view phase =
      base::text(context_.language, kPhases[static_cast<std::size_t>(now.phase)]);
  if (now.phase == pipeline::ScanPhase::services) {
    return context_.tr("scan.progress.services", phase, now.done, now.total, counts_.hosts,
                       counts_.open);
  }
  std::string text = context_.tr(
      "scan.progress.line", phase, fmt::format("{:.1f}", share(now) * 100), grouped(now.sent),
      grouped(static_cast<std::uint64_t>(now.rate_pps)), counts_.hosts, counts_.open);
  if (now.loss > kLossWorthTelling && now.sent > 100) {
    text += context_.tr("scan.progress.loss", fmt::format("{:.1f}", now.loss * 100));
  }
  return text + time_left();
}

void ScanStatus::draw() {
  const std::lock_guard lock(mutex_);
  if (bar_ == Bar::left_out || !progress_ || clock_.monotonic() - started_ < kPatience) return;
  const std::size_t columns =
      std::max(kFewestColumns, sys::terminal_columns(sys::Stream::error)) - 1;
  const auto filled = static_cast<std::size_t>(share(*progress_) * kBarColumns);
  const bool ascii = context_.screen.charset == render::Charset::ascii;
  std::string text = "[";
  for (std::size_t i = 0; i < kBarColumns; ++i) {
    text += i < filled ? (ascii ? "#" : "█") : (ascii ? "." : "░");
  }
  text += "] " + line();
  text = base::truncate(text, columns);
  static_cast<void>(sys::write_all(sys::Stream::error, "\r\x1b[K" + text));
  drawn_ = true;
}

void ScanStatus::tell() {
  const std::lock_guard lock(mutex_);
  clear_locked();
  if (!progress_) return;
  static_cast<void>(sys::write_all(sys::Stream::error, line() + '\n'));
}

void ScanStatus::clear() {
  const std::lock_guard lock(mutex_);
  clear_locked();
}

void ScanStatus::clear_locked() {
  if (!drawn_) return;
  static_cast<void>(sys::write_all(sys::Stream::error, "\r\x1b[K"));
  drawn_ = false;
}

}  // namespace minato::cli
