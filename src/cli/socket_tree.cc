// The tree answers "why is it running": PID 1 at the root, doors as leaves.
#include "cli/socket_tree.h"

#include <fmt/format.h>

#include <map>
#include <set>

#include "base/text_width.h"
#include "cli/socket_text.h"
#include "render/style.h"

namespace minato::cli {
namespace {

using pipeline::LocalSocket;
using render::Role;

struct Node {
  std::string name;
  const model::Process* process = nullptr;  ///< nullptr for a parent that holds no socket itself
  std::set<std::int32_t> children{};
  std::vector<const LocalSocket*> doors{};
};

class Tree {
 public:
  Tree(Context& context, const std::vector<const LocalSocket*>& rows) : context_(context) {
    for (const LocalSocket* row : rows) {
      if (row->processes.empty()) ownerless_.push_back(row);
      for (const model::Process* process : row->processes) add(*process).doors.push_back(row);
    }
  }

  void write() {
    for (const std::int32_t root : roots_) write_node(root, "", "");
    if (ownerless_.empty()) return;
    context_.out.line(context_.tr("ls.tree.ownerless"));
    write_doors(ownerless_, "", true);
  }

 private:
  Node& add(const model::Process& process) {
    std::int32_t child = process.pid;
    for (const auto& [pid, name] : process.ancestors) {
      Node& parent = nodes_[pid];
      if (parent.name.empty()) parent.name = name;
      parent.children.insert(child);
      child = pid;
    }
    roots_.insert(child);
    Node& own = nodes_[process.pid];
    own.name = process.name;
    own.process = &process;
    return own;
  }

  void write_node(std::int32_t pid, const std::string& lead, const std::string& indent) {
    const Node& node = nodes_.at(pid);
    std::string line = lead + base::escape_control(fmt::format("{} ({})", node.name, pid));
    if (node.process != nullptr) {
      const std::string origin = origin_text(*node.process);
      const std::string about = node.process->user + (origin.empty() ? "" : ", " + origin);
      line +=
          "  " + render::styled(base::escape_control(about), Role::muted, context_.screen.palette);
    }
    context_.out.line(line);
    write_doors(node.doors, indent, node.children.empty());
    for (auto child = node.children.begin(); child != node.children.end(); ++child) {
      const bool last = std::next(child) == node.children.end();
      write_node(*child, indent + branch(last), indent + trunk(last));
    }
  }

  void write_doors(const std::vector<const LocalSocket*>& doors, const std::string& indent,
                   bool closing) {
    for (std::size_t i = 0; i < doors.size(); ++i) {
      const LocalSocket& door = *doors[i];
      const bool last = closing && i + 1 == doors.size();
      const model::Socket& socket = *door.socket;
      std::string text =
          fmt::format("{}/{}", local_text(socket), to_text(socket.local.port.transport));
      if (socket.remote)
        text += fmt::format(" {} {}", is_ascii() ? "<->" : "⇄", remote_text(socket));
      std::string line =
          indent + branch(last) +
          render::styled(base::escape_control(text), Role::accent, context_.screen.palette);
      if (!door.name.empty()) line += fmt::format("  {}", door.name);
      const bool listening = pipeline::is_listening(socket);
      const std::string state = listening ? reach_text(door.exposure.exposure, context_.language)
                                          : std::string(to_text(socket.state));
      const Role role = listening ? render::exposure_role(door.exposure.exposure) : Role::muted;
      context_.out.line(line + "  " + render::styled(state, role, context_.screen.palette));
    }
  }

  [[nodiscard]] bool is_ascii() const { return context_.screen.charset == render::Charset::ascii; }
  [[nodiscard]] std::string branch(bool last) const {
    if (is_ascii()) return last ? "`- " : "|- ";
    return last ? "└─ " : "├─ ";
  }
  [[nodiscard]] std::string trunk(bool last) const {
    if (last) return "   ";
    return is_ascii() ? "|  " : "│  ";
  }

  Context& context_;
  std::map<std::int32_t, Node> nodes_;
  std::set<std::int32_t> roots_;
  std::vector<const LocalSocket*> ownerless_;
};

}  // namespace

void write_socket_tree(Context& context, const std::vector<const LocalSocket*>& rows) {
  Tree(context, rows).write();
}

}  // namespace minato::cli
