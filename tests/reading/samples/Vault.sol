// SPDX-License-Identifier: MIT
pragma solidity ^0.8.0;

import "./Owned.sol";

contract Vault is Owned {
    mapping(address => uint256) public balances;

    event Paid(address who, uint256 amount);

    function pay() external payable {
        balances[msg.sender] += msg.value;
        if (msg.value > 1) {
            emit Paid(msg.sender, msg.value);
        } else {
            revert();
        }
    }
}
