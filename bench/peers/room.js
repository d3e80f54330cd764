// A socket.io room: every "edit" goes to all members of the room, the sender too. Stores nothing.
import { createServer } from "node:http";
import { Server } from "socket.io";

const http = createServer();
const server = new Server(http, { transports: ["websocket"] });

server.on("connection", (socket) => {
  socket.join("board");
  socket.on("edit", (event) => server.to("board").emit("edit", event));
  socket.emit("welcome");
});

http.listen(Number(process.argv[2]), "127.0.0.1");
