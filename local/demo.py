def carry(address, console): console.print("demo later")
